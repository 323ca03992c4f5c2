using MiniKafka.Model;

namespace MiniKafka.Dashboard.Messages;

/// <summary>Which messages somebody wants to see.</summary>
/// <param name="From">Where to begin in each partition.</param>
/// <param name="Ends">Where each partition ended when it was asked.</param>
/// <param name="Limit">How many messages at most.</param>
/// <param name="Filter">What has to stand in key, value or a header; empty takes all.</param>
/// <param name="OnlyNewest">Whether the last ones that are found are wanted instead of the first.</param>
internal sealed record Browsing(
    IReadOnlyDictionary<TopicPartition, long> From, IReadOnlyDictionary<TopicPartition, WatermarkOffsets> Ends, int Limit, string Filter, bool OnlyNewest);

/// <summary>What was found, and where to go on; null when there is nothing further.</summary>
internal sealed record Browsed(IReadOnlyList<FoundMessage> Messages, Cursor? Next);

/// <summary>A message that was found.</summary>
internal sealed record FoundMessage(int Partition, long Offset, DateTimeOffset? Timestamp, byte[]? Key, byte[]? Value, IReadOnlyList<Client.Header> Headers);
