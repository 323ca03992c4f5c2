namespace MiniKafka.Rpc.FetchSessions;

/// <summary>What a reader asks of one partition.</summary>
/// <param name="FetchOffset">The first offset wanted.</param>
/// <param name="MaxBytes">The most bytes for this partition.</param>
/// <param name="CurrentLeaderEpoch">The leader epoch the reader believes in, or -1.</param>
/// <param name="LastFetchedEpoch">The epoch of the last record the reader has, or -1.</param>
/// <param name="LogStartOffset">A follower's own log start offset, or -1.</param>
internal readonly record struct FetchWish(long FetchOffset, int MaxBytes, int CurrentLeaderEpoch = -1, int LastFetchedEpoch = -1, long LogStartOffset = -1);
