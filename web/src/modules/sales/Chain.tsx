import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "@/i18n";
import type { Entity, Row } from "@/meta/types";
import { Status } from "@/ui/Status";
import classes from "./Chain.module.css";
import { useChain } from "./chain";

/** The deal that a document belongs to, from the quote to the payment, with the way to each and to what comes next. */
export function Chain({ entity, record }: { entity: Entity; record: Row }) {
  const { t } = useTranslation();
  const stages = useChain(entity, record);
  const list = useRef<HTMLOListElement>(null);
  const there = !!stages;
  // On a narrow desk the document that is looked at is in view, with what is beside it; a telephone has all of them below each other.
  useEffect(() => {
    if (there) list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [there]);
  if (stages === null) return null;
  if (!stages) return <div className={classes.chain} aria-hidden />;
  return (
    <nav className={classes.chain} aria-label={t("record.chain.label")}>
      <ol ref={list}>
        {stages.map((stage) => (
          <li key={stage.key} data-empty={stage.documents.length === 0 || undefined}>
            <span className={classes.stage}>{t(`record.chain.${stage.key}`)}</span>
            {stage.documents.map((document) => (
              <Link
                key={document.id}
                to="/$plural/$id"
                params={{ plural: document.plural, id: document.id }}
                className={classes.document}
                aria-current={document.id === record.id ? "page" : undefined}
              >
                <bdi>{document.name}</bdi>
                {document.state && <Status value={document.state} />}
              </Link>
            ))}
            {stage.next && (
              <Link to="/$plural/new" params={{ plural: stage.next.plural }} search={stage.next.search} className={classes.next}>
                <IconPlus size={13} />
                {t(`record.chain.next.${stage.key}`)}
              </Link>
            )}
            {stage.documents.length === 0 && !stage.next && <span className="muted">{t("record.chain.none")}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
