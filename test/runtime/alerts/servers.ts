/** Tiny services that alerts go to. */
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { onTestFinished } from "vitest";

export interface Posted {
  path: string;
  headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: each service has a shape of its own.
  body: any;
}

/**
 * A web service.
 * @param answers the status of each answer, the last one for all that follow
 */
export async function webhook(...answers: (number | [status: number, text: string])[]) {
  const posted: Posted[] = [];
  const server = createHttpServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (piece) => {
      text += piece;
    });
    request.on("end", () => {
      const answer = answers[Math.min(posted.length, answers.length - 1)] ?? 200;
      const [status, said] = typeof answer === "number" ? [answer, ""] : answer;
      posted.push({ path: request.url ?? "", headers: request.headers, body: JSON.parse(text) });
      response.writeHead(status).end(said);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { posted, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** A mail server. @param refuse what it says to the recipient, such as `550 no such user` */
export async function mailServer(refuse?: string) {
  const mails: string[] = [];
  const server = createTcpServer((socket) => {
    let inData = false;
    let rest = "";
    let mail = "";
    socket.on("error", () => {});
    socket.write("220 test\r\n");
    socket.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (inData) {
          if (line === ".") {
            inData = false;
            mails.push(mail);
            socket.write("250 taken\r\n");
          } else mail += `${line}\n`;
        } else if (/^EHLO/i.test(line)) socket.write("250-test\r\n250 AUTH PLAIN LOGIN\r\n");
        else if (/^AUTH/i.test(line)) socket.write("235 welcome\r\n");
        else if (/^RCPT/i.test(line) && refuse) socket.write(`${refuse}\r\n`);
        else if (/^DATA/i.test(line)) {
          inData = true;
          mail = "";
          socket.write("354 go on\r\n");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else socket.write("250 fine\r\n");
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { mails, port: (server.address() as AddressInfo).port };
}
