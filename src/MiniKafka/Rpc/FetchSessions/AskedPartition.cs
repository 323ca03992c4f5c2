using MiniKafka.Protocol.Messages;

namespace MiniKafka.Rpc.FetchSessions;

/// <summary>One partition that a reader's session asks for, in the form in which it is sent.</summary>
internal sealed class AskedPartition<TReader>(AskedTopic topic, int partition)
{
    public AskedTopic Topic { get; } = topic;

    /// <summary>For whom it is read.</summary>
    public TReader? Reader { get; set; }

    /// <summary>The round in which it was wanted last.</summary>
    public long Round { get; set; }

    public FetchRequest.FetchPartition Message { get; } = new() { Partition = partition };

    /// <summary>Takes over what is wanted; true when that differs from what was.</summary>
    public bool Change(in FetchWish wish)
    {
        var before = new FetchWish(Message.FetchOffset, Message.PartitionMaxBytes, Message.CurrentLeaderEpoch, Message.LastFetchedEpoch, Message.LogStartOffset);
        if (before == wish)
        {
            return false;
        }

        Message.FetchOffset = wish.FetchOffset;
        Message.PartitionMaxBytes = wish.MaxBytes;
        Message.CurrentLeaderEpoch = wish.CurrentLeaderEpoch;
        Message.LastFetchedEpoch = wish.LastFetchedEpoch;
        Message.LogStartOffset = wish.LogStartOffset;
        return true;
    }
}
