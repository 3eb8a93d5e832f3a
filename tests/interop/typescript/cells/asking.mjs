// What servers ask of the client: its user, its model, its roots.

import assert from "node:assert/strict";
import { refused } from "../check.mjs";

const accept = (content) => ({ action: "accept", content });

async function elicitation(lane) {
    const asked = [];
    const answer = (params) => {
        asked.push(params);
        return accept({ city: "Lisbon", nights: 3, breakfast: true, class: "business" });
    };
    const session = await lane.open({ handlers: { "elicitation/create": answer } });
    assert.equal(await session.text("trip"), "Lisbon, 3 nights, breakfast true, Business");
    assert.equal(asked.length, 1);
    const [{ message, requestedSchema }] = asked;
    assert.equal(message, "Where to?");
    const types = Object.entries(requestedSchema.properties).map(([name, { type }]) => [name, type]);
    assert.deepEqual(Object.fromEntries(types), {
        city: "string",
        nights: "integer",
        breakfast: "boolean",
        class: "string",
    });
    assert.deepEqual([...requestedSchema.required].sort(), ["breakfast", "city", "class", "nights"]);
}

const refusing = (action, said) =>
    async function (lane) {
        const session = await lane.open({ handlers: { "elicitation/create": () => ({ action }) } });
        const result = await session.call("trip");
        assert.equal(result.isError, true);
        assert.match(result.content[0].text, said);
    };

/** One question after the other, the second made from the first answer. */
async function twoRounds(lane) {
    const asked = [];
    const answer = ({ message }) => {
        asked.push(message);
        return accept(asked.length === 1 ? { name: "Ada" } : { age: 36 });
    };
    const session = await lane.open({ handlers: { "elicitation/create": answer } });
    assert.equal(await session.text("two_rounds"), "Ada is 36");
    assert.deepEqual(asked, ["What is your name?", "How old are you, Ada?"]);
}

async function elicitationUrl(lane) {
    const asked = [];
    const answer = (params) => {
        asked.push(params);
        return { action: "accept" };
    };
    const session = await lane.open({ handlers: { "elicitation/create": answer } });
    assert.equal(await session.text("page"), "opened");
    const [{ mode, url, message }] = asked;
    assert.deepEqual({ mode, url, message }, {
        mode: "url",
        url: "https://example.com/sign-in",
        message: "Please sign in.",
    });
}

async function sampling(lane) {
    const asked = [];
    const answer = (params) => {
        asked.push(params);
        return { role: "assistant", model: "oracle", content: { type: "text", text: "Paris" }, stopReason: "endTurn" };
    };
    const session = await lane.open({ handlers: { "sampling/createMessage": answer } });
    assert.equal(await session.text("sampling"), "oracle says Paris");
    const [{ messages, maxTokens }] = asked;
    assert.equal(maxTokens, 100);
    assert.equal(messages[0].role, "user");
    assert.equal([messages[0].content].flat()[0].text, "What is the capital of France?");
}

async function roots(lane) {
    const answer = () => ({ roots: [{ uri: "file:///one", name: "One" }, { uri: "file:///two" }] });
    const session = await lane.open({ handlers: { "roots/list": answer } });
    assert.equal(await session.text("roots"), "file:///one, file:///two");
}

async function promptAsks(lane) {
    const session = await lane.open({ handlers: { "elicitation/create": () => accept({ topic: "tides" }) } });
    const { messages } = await session.client.getPrompt({ name: "interview" });
    assert.equal(messages[0].content.text, "Talk about tides.");
}

/** A client that declares nothing is told what it lacks, and one that declares it is served. */
async function missingCapability(lane) {
    const bare = await lane.open();
    const error = await refused(bare.call("needs_form"), lane.isModern ? -32021 : -32600);
    if (lane.isModern) {
        assert.deepEqual(Object.keys(error.data.requiredCapabilities), ["elicitation"]);
    }
    const able = await lane.open({ handlers: { "elicitation/create": () => ({ action: "cancel" }) } });
    assert.equal(await able.text("needs_form"), "This client can show a form.");
}

export const asking = {
    elicitation,
    "elicitation-declined": refusing("decline", /declined/),
    "elicitation-cancelled": refusing("cancel", /without an answer/),
    "elicitation-two-rounds": twoRounds,
    "elicitation-url": elicitationUrl,
    sampling,
    roots,
    "prompt-asks": promptAsks,
    "missing-capability": missingCapability,
};
