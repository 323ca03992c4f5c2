namespace MiniKafka.Records.Validation;

/// <summary>What is wrong with one record of a batch.</summary>
/// <param name="BatchIndex">The record's place in the batch, from 0.</param>
/// <param name="Message">For people.</param>
internal readonly record struct RecordProblem(int BatchIndex, string Message);
