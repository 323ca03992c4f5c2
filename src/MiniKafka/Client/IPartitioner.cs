namespace MiniKafka.Client;

/// <summary>
/// Chooses partitions in place of the built-in ways. Called for records that name no partition, on the thread that
/// produces, possibly on several at once; while a topic is not known yet, in the order of the calls on a worker.
/// </summary>
public interface IPartitioner
{
    /// <summary>Chooses the partition of a record.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="key">The serialized key; only valid during the call.</param>
    /// <param name="hasKey">False when the key is null, which is not the same as empty.</param>
    /// <param name="partitionCount">How many partitions the topic has.</param>
    /// <returns>The partition's index, from 0 to less than <paramref name="partitionCount"/>.</returns>
    int Choose(string topic, ReadOnlySpan<byte> key, bool hasKey, int partitionCount);
}
