namespace MiniKafka.Broker.Progress;

/// <summary>Whose progress is followed.</summary>
/// <param name="Topic">The topic whose records count, and in which offsets are committed; null when no topic matters.</param>
/// <param name="GroupId">The group that consumes; null when no group matters.</param>
internal sealed record ProgressSubject(string? Topic, string? GroupId);
