// Reads one dataset in all its formats with DuckDB, and prints what each holds,
// one JSON line per format. Usage: node agree.mjs FOLDER, which holds the
// exports jsonl, zstd, json, csv, moves and parquet.
import { DuckDBInstance } from '@duckdb/node-api';

const folder = process.argv[2];
const connection = await (await DuckDBInstance.create(':memory:')).connect();

// A cell that a spreadsheet would compute begins with an apostrophe.
const plain = (column) => `regexp_replace(coalesce(${column}, ''), '^''([=+@\\x09\\x0d＝＋－＠-])', '\\1')`;
const same = (column) => `coalesce(${column}, '')`;

const facts = (from, text, moves) => `
  SELECT count(*) AS rows, md5(string_agg(id, ' ' ORDER BY id)) AS ids,
    md5(string_agg(${text('title')}, '|' ORDER BY id)) AS titles,
    md5(string_agg(${text('text')}, '|' ORDER BY id)) AS texts,
    sum(epoch_us(CAST(published AS TIMESTAMPTZ))) AS published,
    (SELECT sum(CAST(percent AS DECIMAL(18, 4))) FROM (${moves})) AS moves
  FROM ${from}`;
const nested = (from) => `SELECT m.percent AS percent FROM (SELECT unnest(moves) AS m FROM ${from})`;
const json = (files) => `read_json('${folder}/${files}', maximum_object_size = 1000000)`;
const csv = (name) => `read_csv('${folder}/${name}/data/*.csv', header = true)`;
const parquet = `read_parquet('${folder}/parquet/data/*.parquet')`;

const questions = {
  jsonl: facts(json('jsonl/data/*.jsonl'), same, nested(json('jsonl/data/*.jsonl'))),
  zstd: facts(json('zstd/data/*.jsonl.zst'), same, nested(json('zstd/data/*.jsonl.zst'))),
  json: facts(json('json/data/*.json'), same, nested(json('json/data/*.json'))),
  csv: facts(csv('csv'), plain, `SELECT percent FROM ${csv('moves')}`),
  parquet: facts(parquet, same, nested(parquet)),
};
for (const [format, sql] of Object.entries(questions)) {
  const [answer] = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  console.log(JSON.stringify({ format, ...answer }));
}
