// node run.mjs MODULE WORD PAUSED SEEDS: trains in the module and compares the network's hash with the file WORD, resumes the
// training in the file PAUSED, and runs the parsers on the fuzzer's seeds in the folder SEEDS.
import fs from 'node:fs';

const [file, learned, paused, seeds] = process.argv.slice(2);
const word = Number(fs.readFileSync(learned));
const text = (place, length) => new TextDecoder().decode(new Uint8Array(exports.memory.buffer, place, length));
const say = (place, length) => console.error(text(place, length));
const { instance: { exports } } = await WebAssembly.instantiate(fs.readFileSync(file), { host: { say } });
exports.start();

function pass(bytes) {
    // This call may move the memory, so the view is created after it.
    const place = exports.file(bytes.length);
    new Uint8Array(exports.memory.buffer, place, bytes.length).set(bytes);
}

pass(fs.readFileSync(paused));
const found = { resume: exports.resume() >>> 0, fit: exports.fit() >>> 0, bits: exports.counts() };
console.log(found);
if (found.fit !== word || found.resume !== word || found.bits !== 32) {
    console.error(`expected the hash ${word} twice, and counts of 32 bits`);
    process.exit(1);
}

exports.numbers();
for (const folder of ['checkpoint', 'csv', 'idx', 'weights']) {
    const names = fs.readdirSync(`${seeds}/${folder}`);
    if (names.length === 0) throw new Error(`expected seeds in ${folder}`);
    for (const name of names) {
        pass(new TextEncoder().encode(folder));
        pass(fs.readFileSync(`${seeds}/${folder}/${name}`));
        try {
            exports.parse();
        } catch (error) {
            console.error(`in ${folder}/${name}, or a damaged copy:`);
            throw error;
        }
    }
    console.log(`${folder}: ${names.length} seeds and their damaged copies`);
}
