import { inject } from "vitest";

const patience = 40_000;

/**
 * Gives the path of the link to a page, such as "/quote/", in the newest letter to somebody that
 * has one. The letter may still be on its way: documents and letters are made after the request.
 */
export async function linkTo(page: string, email: string): Promise<string> {
  const base = inject("base");
  const wanted = new RegExp(`https?://[^/\\s]+(${page}[^\\s"<&]+)`);
  for (const end = Date.now() + patience; Date.now() < end; await new Promise((next) => setTimeout(next, 250))) {
    const list = await (await fetch(`${base}/dev/mail`)).text();
    const letters = list.split("<tr>").filter((row) => row.includes(`<td>${email}</td>`));
    for (const row of letters) {
      const at = /\/dev\/mail\/[^"]+/.exec(row)?.[0];
      const link = wanted.exec(await (await fetch(base + at)).text())?.[1];
      if (link) return link;
    }
  }
  throw new Error(`there is no letter to ${email} with a link to ${page}`);
}
