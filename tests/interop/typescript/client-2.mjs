// `@modelcontextprotocol/client` 2.x: the client of revision 2026-07-28, which also begins with `initialize` when told.

import { Client, StreamableHTTPClientTransport, specTypeSchemas } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

export const adapter = {
    client(info, capabilities, lane, mode) {
        if (lane.isModern) {
            const versionNegotiation = { mode: mode ?? { pin: lane.revision } };
            return new Client(info, { capabilities, versionNegotiation });
        }
        return new Client(info, { capabilities, supportedProtocolVersions: [lane.revision] });
    },
    transport(lane, fetch) {
        const [command, ...args] = lane.target;
        if (lane.transport === "stdio") {
            return new StdioClientTransport({ command, args, stderr: "ignore" });
        }
        return new StreamableHTTPClientTransport(new URL(command), { fetch });
    },
    answer: (client, method, handler) => client.setRequestHandler(method, (request) => handler(request.params)),
    outgoing() {},
    call: (client, params, options) => client.callTool(params, options),
    request: (client, request, options) => client.request(request, specTypeSchemas.Result, options),
};
