let sound: AudioContext | undefined;

/** Tells without being looked at whether a scan was right: short and high, or long and low; by vibration too. */
export function signal(right: boolean): void {
  if ("vibrate" in navigator) navigator.vibrate(right ? 40 : [200, 80, 200]);
  try {
    sound ??= new AudioContext();
    void sound.resume();
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    const end = sound.currentTime + (right ? 0.09 : 0.45);
    tone.type = right ? "sine" : "square";
    tone.frequency.value = right ? 1320 : 196;
    volume.gain.setValueAtTime(0.2, sound.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, end);
    tone.connect(volume).connect(sound.destination);
    tone.start();
    tone.stop(end);
  } catch {
    // Without sound, vibration and text are left.
  }
}
