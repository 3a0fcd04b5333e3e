import { post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { deviceName } from "./device";

/** The devices that show somebody what is new. */
export interface PushDevices {
  data: Schemas["CollaborationPushDevicesAnswerDataLine"][];
}

/** Whether this browser can show messages while the application is closed. */
export function canPush(): boolean {
  return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

/** The subscription of this browser, when it has one. */
export async function subscription(): Promise<PushSubscription | null> {
  if (!canPush()) return null;
  const worker = await navigator.serviceWorker.getRegistration();
  return (await worker?.pushManager.getSubscription()) ?? null;
}

/** Asks the person, subscribes this browser, and tells the server. False when they refuse, or no worker runs. */
export async function subscribe(): Promise<PushDevices | false> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const worker = await navigator.serviceWorker.getRegistration();
  if (!worker) return false;
  const { key } = await post<{ key: string }>("push-key");
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = made.toJSON();
  return post<PushDevices>("push-devices/add", {
    endpoint,
    auth: keys?.auth,
    p256dh: keys?.p256dh,
    label: deviceName(navigator.userAgent),
  });
}
