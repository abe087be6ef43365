/** [ms] a receiver that has heard nothing for so long asks again: joins, finds losses, shows that it lives. */
export const BEAT_MS = 250;

/** [ms] a receiver silent for so long may be replaced by another one: four beats. */
export const RECEIVER_SILENT_MS = 1000;

/** [ms] a sender silent for so long is reported as away: eight beats. */
export const SENDER_SILENT_MS = 2000;
