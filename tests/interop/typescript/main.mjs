// Runs cells against a server and prints one line of JSON for each.
//
// node main.mjs <sdk-1 | client-2> <http | stdio> <revision> <cell,cell,…> <URL | command argument…>

import { Lane, Unsupported } from "./session.mjs";
import { asking } from "./cells/asking.mjs";
import { calls } from "./cells/calls.mjs";
import { changes } from "./cells/changes.mjs";
import { library } from "./cells/library.mjs";
import { lifecycle } from "./cells/lifecycle.mjs";

// How long one cell may take; what is still waited for then does not come.
const PATIENCE = 6000;

const cells = { ...lifecycle, ...calls, ...asking, ...library, ...changes };

const [peer, transport, revision, names, ...target] = process.argv.slice(2);
const { adapter } = await import(`./${peer}.mjs`);

for (const name of names.split(",")) {
    const lane = new Lane(adapter, transport, revision, target);
    const { outcome, detail } = await run(cells[name], lane);
    await lane.close();
    console.log(JSON.stringify({ cell: name, outcome, detail }));
}
// What a server left open, or never answered, must not keep this process alive.
process.exit(0);

async function run(cell, lane) {
    if (cell === undefined) {
        return { outcome: "unsupported", detail: "this peer has no such cell" };
    }
    try {
        await Promise.race([cell(lane), late(lane)]);
        return { outcome: "pass", detail: "" };
    } catch (error) {
        const outcome = error instanceof Unsupported ? "unsupported" : "fail";
        return { outcome, detail: describe(error) };
    }
}

function late(lane) {
    return new Promise((_, reject) => {
        const expire = () => reject(new Error(`nothing more within ${PATIENCE} ms; ${lane.waiting()}`));
        setTimeout(expire, PATIENCE);
    });
}

// One line, with what caused the error.
function describe(error) {
    const code = error?.code === undefined ? "" : ` (${error.code})`;
    const cause = error?.cause ? `; ${describe(error.cause)}` : "";
    return `${error?.message ?? error}${code}${cause}`.replace(/\s+/g, " ").slice(0, 400);
}
