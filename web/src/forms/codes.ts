import { currentLocale } from "@/ui/format";
import type { Option } from "./inputs/Combo";

// ISO 3166-1; browsers know the names of countries, not which there are.
const countries =
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW".split(
    " ",
  );
const languages =
  "ar bg bs ca cs da de de-AT de-CH el en en-GB en-US es es-MX et eu fa fi fr fr-CA fr-CH ga gl he hi hr hu id is it ja ko lb lt lv mk ms mt nb nl nl-BE nn pl pt pt-BR ro ru sk sl sq sr sv th tr uk ur vi zh zh-TW".split(
    " ",
  );

export type CodeKind = "country" | "currency" | "language" | "timezone";

export function isCode(type: string): type is CodeKind {
  return type === "country" || type === "currency" || type === "language" || type === "timezone";
}

function codesOf(kind: CodeKind): string[] {
  if (kind === "country") return countries;
  if (kind === "language") return languages;
  return Intl.supportedValuesOf(kind === "currency" ? "currency" : "timeZone");
}

/** What a code stands for: "DE" is Germany. */
export function codeName(kind: CodeKind, code: string): string {
  if (!code) return "";
  if (kind === "timezone") return code.replaceAll("_", " ");
  const type = kind === "country" ? "region" : kind;
  try {
    const name = new Intl.DisplayNames(currentLocale(), { type, fallback: "code" }).of(code) ?? code;
    return kind === "currency" && name !== code ? `${code} – ${name}` : name;
  } catch {
    return code; // none that there is
  }
}

const cache = new Map<string, Option[]>();

/** The codes whose name or code begins, or else contains, what was typed. */
export function findCodes(kind: CodeKind, query: string, most = 40): Option[] {
  const key = `${kind} ${currentLocale()}`;
  let all = cache.get(key);
  if (!all) {
    all = codesOf(kind).map((code) => ({
      key: code,
      name: codeName(kind, code),
      detail: kind === "currency" ? undefined : code,
    }));
    if (kind === "timezone") all = all.map((one) => ({ ...one, detail: undefined }));
    all.sort((a, b) => a.name.localeCompare(b.name, currentLocale()));
    cache.set(key, all);
  }
  const wanted = query.trim().toLowerCase();
  if (!wanted) return all.slice(0, most);
  const rank = (one: Option) => {
    const name = one.name.toLowerCase();
    if (one.key.toLowerCase() === wanted) return 0;
    if (name.startsWith(wanted) || one.key.toLowerCase().startsWith(wanted)) return 1;
    return name.includes(wanted) ? 2 : 3;
  };
  return all
    .map((one) => ({ one, at: rank(one) }))
    .filter(({ at }) => at < 3)
    .sort((a, b) => a.at - b.at)
    .slice(0, most)
    .map(({ one }) => one);
}
