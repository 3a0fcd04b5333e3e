import { ActionIcon, Tooltip } from "@mantine/core";
import { IconChartBar, IconTable } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import classes from "./parts.module.css";
import { pathOf } from "./path";

/** One figure of a chart. */
export interface Point {
  label: string;
  value: number;
}

interface Props {
  title: string;
  points: Point[];
  /** Bars compare, a line tells of time. */
  kind: "bars" | "line";
  /** What a figure is: "ms". */
  unit?: string;
}

/** Figures as a drawing, or as a table for those who want or need to read them. */
export function Chart({ title, points, kind, unit = "" }: Props) {
  const { t } = useTranslation();
  const [table, setTable] = useState(false);
  const id = useId();
  const last = points.at(-1);
  const turn = t(table ? "operator.asChart" : "operator.asTable", { title });
  return (
    <figure className={classes.chart} aria-labelledby={id}>
      <figcaption className={classes.chartHead}>
        <span id={id}>{title}</span>
        {kind === "line" && last && <strong>{`${decimal(last.value)} ${unit}`.trim()}</strong>}
        <Tooltip label={turn}>
          <ActionIcon size="sm" aria-label={turn} onClick={() => setTable(!table)}>
            {table ? <IconChartBar size={15} /> : <IconTable size={15} />}
          </ActionIcon>
        </Tooltip>
      </figcaption>
      {points.length === 0 && <p className={classes.empty}>{t("operator.noFigures")}</p>}
      {points.length > 0 && table && <Figures points={points} unit={unit} />}
      {points.length > 0 && !table && kind === "bars" && <Bars points={points} unit={unit} />}
      {points.length > 0 && !table && kind === "line" && <Line points={points} title={title} unit={unit} />}
    </figure>
  );
}

function Figures({ points, unit }: { points: Point[]; unit: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div className={classes.figures} tabIndex={0} role="group">
      <table>
        <tbody>
          {points.map((point, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: moments may have the same name
            <tr key={at}>
              <th scope="row">{point.label}</th>
              <td className="end">{`${decimal(point.value)} ${unit}`.trim()}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Bars({ points, unit }: { points: Point[]; unit: string }) {
  const most = Math.max(1, ...points.map((point) => point.value));
  return (
    <ul className={classes.bars}>
      {points.map((point) => (
        <li key={point.label}>
          <span className={classes.barName}>{point.label}</span>
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect className={classes.barBack} width="100" height="8" rx="1" />
            <rect className={classes.bar} width={(point.value / most) * 100} height="8" rx="1" />
          </svg>
          <span className={classes.barValue}>{`${decimal(point.value)} ${unit}`.trim()}</span>
        </li>
      ))}
    </ul>
  );
}

function Line({ points, title, unit }: { points: Point[]; title: string; unit: string }) {
  const { t } = useTranslation();
  const values = points.map((point) => point.value);
  const most = Math.max(1, ...values);
  const said = t("operator.lineSaid", {
    title,
    least: decimal(Math.min(...values)),
    most: decimal(Math.max(...values)),
    last: decimal(values.at(-1) ?? 0),
    unit,
  });
  return (
    <div className={classes.lineFrame}>
      <svg viewBox="0 0 300 90" preserveAspectRatio="none" className={classes.line} role="img" aria-label={said}>
        <path className={classes.grid} d="M0 1H300M0 45H300M0 89H300" />
        <path className={classes.area} d={`${pathOf(values, most, 300, 88)}L300 90L0 90Z`} />
        <path className={classes.stroke} d={pathOf(values, most, 300, 88)} />
      </svg>
      <span className={classes.most} aria-hidden="true">
        {decimal(most)}
      </span>
      <span className={classes.ends} aria-hidden="true">
        <span>{points[0]?.label}</span>
        <span>{points.at(-1)?.label}</span>
      </span>
    </div>
  );
}
