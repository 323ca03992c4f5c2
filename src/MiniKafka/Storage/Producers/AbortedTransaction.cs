namespace MiniKafka.Storage.Producers;

/// <summary>A transaction that ended in an abort marker: readers of committed records skip its producer's records in between.</summary>
/// <param name="ProducerId">Whose transaction it was.</param>
/// <param name="FirstOffset">Its first record.</param>
/// <param name="LastOffset">Its abort marker.</param>
/// <param name="LastStableOffset">The last stable offset once the marker was in, other open transactions considered.</param>
internal readonly record struct AbortedTransaction(long ProducerId, long FirstOffset, long LastOffset, long LastStableOffset);
