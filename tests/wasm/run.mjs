// node run.mjs MODULE WORD: runs the module, which needs nothing of its host, and compares it with the word.
import fs from 'node:fs';
const [file, expected] = process.argv.slice(2);
const { instance: { exports } } = await WebAssembly.instantiate(fs.readFileSync(file), {});
const found = { fit: exports.fit() >>> 0, resume: exports.resume() >>> 0, bits: exports.counts() };
console.log(found);
if (found.fit !== Number(expected) || found.resume !== Number(expected) || found.bits !== 32) {
    console.error(`expected the bits ${expected} from both, and counts of 32 bits`);
    process.exit(1);
}
