using MiniKafka.Model;

namespace MiniKafka.Client.Producers.Accumulation;

/// <summary>Somebody who wants to know what became of one record. Told exactly once.</summary>
internal interface IDelivery
{
    /// <summary>True when being told runs the user's code, which must not happen on a loop.</summary>
    bool RunsUserCode { get; }

    /// <param name="partition">Where the record went, or should have gone.</param>
    /// <param name="offset">Its offset, -1 when that is not known.</param>
    /// <param name="timestampMs">The time it carries.</param>
    /// <param name="error">Null when it was delivered.</param>
    void Complete(TopicPartition partition, long offset, long timestampMs, KafkaException? error);
}
