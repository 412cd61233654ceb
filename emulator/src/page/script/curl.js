// Writes a request of the journal as a curl command for a POSIX shell. The key is a placeholder.

export const KEY_HEADER = '-H "CONVAI-API-KEY: $CONVAI_API_KEY"';

/** A text as one word of a shell, whatever is in it. */
export function quote(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Whether a terminal shows the text as it is. */
function isPlain(text) {
  return !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text);
}

/** The command, or several where a recording has to be fetched first. */
export function curlOf(entry, origin) {
  const query = entry.query ? `?${entry.query}` : "";
  const lines = [`curl ${quote(origin + entry.path + query)}`, KEY_HEADER];
  const before = [];
  const isGet = entry.method === "GET";
  const body = bodyOf(entry, origin, before);
  if (!isGet && (entry.method !== "POST" || body.length === 0)) lines.push(`-X ${quote(entry.method)}`);
  const notes = entry.key_leaked ? ["# The journal has redacted a key in the address or in the body."] : [];
  return [...notes, ...before, [...lines, ...body].join(" \\\n  ")].join("\n");
}

function bodyOf(entry, origin, before) {
  switch (entry.encoding) {
    case "json":
      return ["-H 'Content-Type: application/json'", `--data-raw ${quote(asciiJson(entry.json))}`];
    case "urlencoded":
      return entry.fields.map(urlEncodedField);
    case "multipart":
      return [
        ...entry.fields.map(({ name, text }) => `--form-string ${quote(`${name}=${text}`)}`),
        ...entry.files.map((file, index) => fileField(entry, file, index, origin, before)),
      ];
    default:
      if (entry.body_length > 0) before.push(`# The body of ${entry.body_length} bytes is no form and no JSON; it is not repeated here.`);
      return [];
  }
}

/** The name is sent as it stands; curl encodes the value. */
function urlEncodedField({ name, text }) {
  const encoded = encodeURIComponent(name);
  return isPlain(text) ? `--data-urlencode ${quote(`${encoded}=${text}`)}` : `-d ${quote(`${encoded}=${encodeURIComponent(text)}`)}`;
}

function fileField(entry, file, index, origin, before) {
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(file.content_type ?? "") ? `;type=${file.content_type}` : "";
  if (index > 0) {
    before.push("# The journal hands out only the first file of a request.");
    return `-F ${quote(`${file.name}=@FILE${type}`)}`;
  }
  const name = `recording-${entry.seq}.wav`;
  before.push(`curl -o ${name} ${KEY_HEADER} ${quote(`${origin}/_emulator/journal/${entry.seq}/file`)}`);
  return `-F ${quote(`${file.name}=@${name}${type}`)}`;
}

/** JSON in which characters that a terminal does not show are escaped. */
function asciiJson(value) {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}
