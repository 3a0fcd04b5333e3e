import { Button } from "@mantine/core";
import { IconBell, IconBellRinging } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, post } from "@/api/client";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Entity, Page, Reference } from "@/meta/types";

interface Following {
  active: boolean;
  followers: { name: string }[] | null;
}

/** Whether one hears of what happens to a record, and turning that. */
export function Follow({ entity, id }: { entity: Entity; id: string }) {
  const { t } = useTranslation();
  const { me, may, model } = useSession();
  const queries = useQueryClient();
  const key = ["followers", id];
  const known = model.named("collaboration.follower");
  const { data: active } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const page = await api<Page>(`followers?about=${id}&owner=${me.user.id}&active=true&limit=1`, { signal });
      return page.data.some((row) => (row.owner as Reference | null)?.id === me.user.id);
    },
    enabled: !!known,
  });
  const turn = useMutation({
    mutationFn: () => post<Following>(`followers/${active ? "unfollow" : "follow"}`, { about: { entity: entity.name, id } }),
    onSuccess: (following) => queries.setQueryData(key, following.active),
  });
  if (!may("collaboration.follower.follow")) return null;
  return (
    <Button
      variant="subtle"
      color={active ? undefined : "gray"}
      size="compact-xs"
      loading={turn.isPending}
      aria-pressed={!!active}
      leftSection={active ? <IconBellRinging size={14} /> : <IconBell size={14} />}
      onClick={() => turn.mutate()}
    >
      {t(active ? "timeline.following" : "timeline.follow")}
    </Button>
  );
}
