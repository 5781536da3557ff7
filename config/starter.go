package config

import _ "embed"

// Starter is a commented configuration to begin with. It loads as it is.
//
//go:embed starter.yaml
var Starter string
