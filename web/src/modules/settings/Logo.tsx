import { Button, FileButton, Group, Input } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import parts from "./parts/parts.module.css";
import classes from "./settings.module.css";

const most = 15_000;

interface Props {
  /** A picture in base64; empty for none. */
  value: string;
  onChange: (value: string) => void;
  fixed: boolean;
  error?: string;
}

/** The logo of a letterhead: a picture that is made small enough here. */
export function Logo({ value, onChange, fixed, error }: Props) {
  const { t } = useTranslation();
  const [wrong, setWrong] = useState("");
  const take = async (file: File | null) => {
    if (!file) return;
    try {
      const small = await shrink(file);
      setWrong(small ? "" : t("settings.company.logoTooLarge"));
      if (small) onChange(small);
    } catch {
      setWrong(t("settings.company.logoUnreadable"));
    }
  };
  return (
    <Input.Wrapper
      className={parts.wide}
      label={t("settings.company.logo")}
      labelElement="div"
      description={t("settings.company.logoHelp")}
      error={wrong || error}
      size="xs"
    >
      <Group gap="xs" mt={6}>
        {value && <img className={classes.logo} src={`data:${kindOf(value)};base64,${value}`} alt={t("settings.company.logo")} />}
        {!fixed && (
          <FileButton onChange={(file) => void take(file)} accept="image/png,image/jpeg,image/svg+xml,image/webp">
            {(props) => (
              <Button variant="default" {...props}>
                {t("settings.company.choose")}
              </Button>
            )}
          </FileButton>
        )}
        {value && !fixed && (
          <Button variant="subtle" color="red" onClick={() => onChange("")}>
            {t("profile.remove")}
          </Button>
        )}
      </Group>
    </Input.Wrapper>
  );
}

/** The type of a picture, by how its base64 begins. */
function kindOf(base64: string): string {
  return base64.startsWith("iVBOR") ? "image/png" : "image/jpeg";
}

/** Draws a picture smaller until it is small enough; undefined when it never is. */
async function shrink(file: File): Promise<string | undefined> {
  const picture = new Image();
  const url = URL.createObjectURL(file);
  try {
    picture.src = url;
    await picture.decode();
    for (const width of [480, 320, 240, 160]) {
      for (const type of ["image/png", "image/jpeg"]) {
        const text = draw(picture, width, type);
        if (text.length * 0.75 <= most) return text;
      }
    }
    return undefined;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function draw(picture: HTMLImageElement, width: number, type: string): string {
  const scale = Math.min(1, width / (picture.naturalWidth || width));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round((picture.naturalWidth || width) * scale);
  canvas.height = Math.round((picture.naturalHeight || width / 3) * scale);
  const pen = canvas.getContext("2d");
  if (type === "image/jpeg" && pen) {
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }
  pen?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL(type, 0.85).split(",")[1] ?? "";
}
