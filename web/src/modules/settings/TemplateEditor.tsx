import { Button, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { api, post } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { framed } from "@/ui/letter";
import sheet from "@/ui/Paper.module.css";
import { Foot } from "./parts/Foot";
import parts from "./parts/parts.module.css";
import { useSaving } from "./parts/useSaving";
import classes from "./settings.module.css";
import type { Preview, Template } from "./Templates";

interface Props {
  kind: string;
  language: string;
  /** What the company has written; none while the built-in letter is sent. */
  own?: Template;
  preview: Preview;
}

/** Writes a letter, and shows beside it what its readers get. */
export function TemplateEditor({ kind, language, own, preview }: Props) {
  const { t } = useTranslation();
  const { model } = useSession();
  const queries = useQueryClient();
  const saving = useSaving();
  const [draft, setDraft] = useState({ subject: own?.subject ?? "", text: own?.text ?? "", html: own?.html ?? "" });
  const text = useRef<HTMLTextAreaElement>(null);
  const entity = model.named("communications.template");
  const fixed = !(own ? entity?.may_update : entity?.may_create);
  const done = () => queries.invalidateQueries({ queryKey: ["templates", kind, language] });
  const save = (event: FormEvent) => {
    event.preventDefault();
    void saving.save(async () => {
      if (own) await api(`templates/${own.id}`, { method: "PATCH", body: draft, version: own.version });
      else await post("templates", { kind, language, ...draft });
      await done();
    });
  };
  const reset = () =>
    void saving.save(async () => {
      if (own) await api(`templates/${own.id}`, { method: "DELETE", version: own.version });
      setDraft({ subject: "", text: "", html: "" });
      await done();
    });
  const insert = (name: string) => {
    const field = text.current;
    const at = field?.selectionStart ?? draft.text.length;
    setDraft({ ...draft, text: `${draft.text.slice(0, at)}{{.${name}}}${draft.text.slice(field?.selectionEnd ?? at)}` });
    field?.focus();
  };
  return (
    <div className={classes.split}>
      <form onSubmit={save}>
        {!own && <p className={parts.sub}>{t("settings.templates.builtIn")}</p>}
        <TextInput
          label={t("settings.templates.subject")}
          placeholder={preview.subject}
          value={draft.subject}
          onChange={(e) => setDraft({ ...draft, subject: e.currentTarget.value })}
          disabled={fixed}
          required
          withAsterisk={false}
          error={saving.problem?.at("/subject")}
        />
        <Textarea
          ref={text}
          mt="sm"
          label={t("settings.templates.body")}
          placeholder={preview.text}
          value={draft.text}
          onChange={(e) => setDraft({ ...draft, text: e.currentTarget.value })}
          minRows={8}
          maxRows={24}
          disabled={fixed}
          required
          withAsterisk={false}
          error={saving.problem?.at("/text")}
        />
        <div className={classes.chips} role="group" aria-label={t("settings.templates.fields")}>
          {preview.fields.map((name) => (
            <button key={name} type="button" className={classes.chip} onClick={() => insert(name)} disabled={fixed}>
              {`{{.${name}}}`}
            </button>
          ))}
        </div>
        <Textarea
          mt="sm"
          label={t("settings.templates.html")}
          description={t("settings.templates.htmlHelp")}
          value={draft.html}
          onChange={(e) => setDraft({ ...draft, html: e.currentTarget.value })}
          maxRows={16}
          disabled={fixed}
          dir="ltr"
          error={saving.problem?.at("/html")}
        />
        {!fixed && <Foot saving={saving} beside={["/html", "/subject", "/text"]} />}
        {own && entity?.may_delete && (
          <Button variant="subtle" color="red" mt="xs" onClick={reset}>
            {t("settings.templates.reset")}
          </Button>
        )}
      </form>
      <Shown kind={kind} language={language} draft={draft} first={preview} />
    </div>
  );
}

/** The letter as its readers get it, a moment after what was typed last. */
function Shown({
  kind,
  language,
  draft,
  first,
}: {
  kind: string;
  language: string;
  draft: { subject: string; text: string; html: string };
  first: Preview;
}) {
  const { t } = useTranslation();
  const [mode, setMode] = useState("text");
  const [late] = useDebouncedValue(draft, 400);
  const { data, error } = useQuery({
    queryKey: ["templates", "preview", kind, language, late],
    queryFn: () => post<Preview>("templates/preview", { kind, language, ...late }),
    placeholderData: keepPreviousData,
  });
  const shown = data ?? first;
  return (
    <section aria-label={t("settings.templates.preview")}>
      <SegmentedControl
        size="xs"
        mb="xs"
        aria-label={t("settings.templates.preview")}
        data={["text", "html"].map((value) => ({ value, label: t(`settings.templates.as.${value}`) }))}
        value={mode}
        onChange={setMode}
      />
      {error && <p role="alert">{asProblem(error).errors[0]?.message ?? asProblem(error).message}</p>}
      <p className={parts.name} dir="auto">
        {shown.subject}
      </p>
      {mode === "text" ? (
        <pre className={classes.text} dir="auto">
          {shown.text}
        </pre>
      ) : (
        <iframe
          className={`${sheet.paper} ${classes.preview}`}
          sandbox=""
          srcDoc={framed(shown.html || shown.text)}
          title={t("settings.templates.preview")}
        />
      )}
    </section>
  );
}
