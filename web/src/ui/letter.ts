/** The nonce by which the page's policy knows its own styles. */
function nonceOfPage(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="nonce"]')?.content ?? "";
}

const tag = /<[a-z][^>]*>/gi;
const styled = /\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)')/i;
const classed = /\sclass\s*=\s*(["'])/i;

/**
 * A letter as a frame can show it that runs no scripts. Letters bring their styles with each
 * element, for readers who know nothing else; the page's policy allows only styles that have
 * its nonce, so that they are put together into one sheet. The text is changed and not a
 * document made of it, since the policy holds for that as well.
 */
export function framed(html: string, nonce = nonceOfPage()): string {
  const rules: string[] = [];
  const body = html.replace(tag, (text) => {
    if (/^<style\b/i.test(text)) return text.replace(/^<style/i, `<style nonce="${nonce}"`);
    const found = styled.exec(text);
    if (!found) return text;
    const name = `letter-${rules.length}`;
    rules.push(`.${name}{${decoded(found[1] ?? found[2] ?? "")}}`);
    const plain = text.replace(styled, "");
    return classed.test(plain) ? plain.replace(classed, ` class=$1${name} `) : plain.replace(/^<[\w-]+/, `$& class="${name}"`);
  });
  return `<!doctype html><style nonce="${nonce}">${rules.join("\n")}</style>${body}`;
}

/** What an attribute says, without what would end a sheet of styles. */
function decoded(value: string): string {
  return value.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&").replaceAll("<", "");
}
