using MiniKafka.Model;

namespace MiniKafka.Client.Consumers;

/// <summary>Something the application has to hear of: thrown by its next call for records.</summary>
/// <param name="Exception">What is thrown.</param>
/// <param name="Partition">The partition it is about, if it is about one.</param>
/// <param name="Version">The partition's version then: whoever seeks does not hear of it any more.</param>
internal sealed record ConsumerFailure(KafkaException Exception, AssignedPartition? Partition = null, int Version = 0)
{
    public bool IsWanted => Partition is null || Partition.Version == Version;
}
