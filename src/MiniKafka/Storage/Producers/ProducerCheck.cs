using MiniKafka.Model;

namespace MiniKafka.Storage.Producers;

/// <summary>Whether a producer may append a batch: yes, no with a code, or it did already.</summary>
internal readonly record struct ProducerCheck(ErrorCode Error, ProducerBatch? Duplicate)
{
    public static ProducerCheck Passed => default;

    public static ProducerCheck Failed(ErrorCode error) => new(error, null);
}
