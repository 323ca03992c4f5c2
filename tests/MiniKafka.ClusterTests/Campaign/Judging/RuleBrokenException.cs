namespace MiniKafka.ClusterTests.Campaign.Judging;

/// <summary>Something that must always hold does not.</summary>
internal sealed class RuleBrokenException(string message, Exception? inner = null) : Exception(message, inner);
