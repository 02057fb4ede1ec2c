//! What a training prints: a line an epoch and a summary for people, or one JSON object.

use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::{
    session::{NamedValues, significant},
    training::EpochRecord,
};

/// The outcome of a training. As JSON, its keys are in this order.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    pub(super) points: usize,
    pub(super) hidden: &'a [usize],
    /// Epochs finished.
    pub(super) epochs: u64,
    /// Of the trained parameters, after the last update.
    pub(super) loss: f64,
    /// Of the trained parameters, after the last update.
    pub(super) correct: usize,
    /// The time of the epochs alone.
    pub(super) seconds: f64,
    /// Nothing without an epoch.
    pub(super) seconds_per_epoch: Option<f64>,
    #[serde(serialize_with = "serialize_log")]
    pub(super) log: &'a [EpochRecord],
    pub(super) parameters: NamedValues<'a>,
}

#[derive(Serialize)]
struct LogRow {
    epoch: u64,
    loss: f64,
    correct: usize,
}

impl Report<'_> {
    /// The lines for people, after the epochs' lines.
    pub(super) fn summary(&self) -> String {
        let pace = self.seconds_per_epoch.map_or_else(String::new, |seconds| {
            format!(", {} ms an epoch", significant(seconds * 1e3))
        });
        format!(
            "trained {} in {} s{pace}\nwith the trained parameters: loss {} correct {}/{}",
            counted(self.epochs, "epoch"),
            significant(self.seconds),
            significant(self.loss),
            self.correct,
            self.points,
        )
    }
}

/// Seconds of one epoch on average.
pub(super) fn seconds_per_epoch(time: Duration, epochs: u64) -> Option<f64> {
    (epochs > 0).then(|| time.as_secs_f64() / epochs as f64)
}

/// `epoch 10 loss 31.42 correct 33/50`
pub(super) fn epoch_line(record: EpochRecord, points: usize) -> String {
    format!(
        "epoch {} loss {} correct {}/{points}",
        record.epoch,
        significant(record.loss),
        record.correct
    )
}

/// `1 epoch`, `2 epochs`
pub(super) fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn serialize_log<S: Serializer>(log: &[EpochRecord], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(log.iter().map(|record| LogRow {
        epoch: record.epoch,
        loss: record.loss,
        correct: record.correct,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_is_one_line() {
        let record = EpochRecord {
            epoch: 10,
            loss: 31.4159,
            correct: 33,
        };
        assert_eq!(epoch_line(record, 50), "epoch 10 loss 31.42 correct 33/50");
    }
}
