using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Moves replicas between the log directories of a broker. Key 34, versions 1 to 2, flexible from 2.</summary>
[Request(ApiKey.AlterReplicaLogDirs, 1, 2, FlexibleFrom = 2)]
internal sealed partial class AlterReplicaLogDirsRequest
{
    public List<AlterReplicaLogDir> Dirs { get; set; } = [];

    /// <summary>The answer names no directories: each topic of each of them is refused.</summary>
    public AlterReplicaLogDirsResponse Refuse(short version, ErrorCode code, string? message = null) => new()
    {
        Results =
        [
            .. Dirs.SelectMany(directory => directory.Topics).Select(topic => new AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult
            {
                TopicName = topic.Name,
                Partitions =
                [
                    .. topic.Partitions.Select(partition => new AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult
                    {
                        PartitionIndex = partition, ErrorCode = code,
                    }),
                ],
            }),
        ],
    };

    internal sealed partial class AlterReplicaLogDir
    {
        public string Path { get; set; } = "";

        public List<AlterReplicaLogDirTopic> Topics { get; set; } = [];
    }

    internal sealed partial class AlterReplicaLogDirTopic
    {
        public string Name { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="AlterReplicaLogDirsRequest"/>.</summary>
[Response(ApiKey.AlterReplicaLogDirs, 1, 2, FlexibleFrom = 2)]
internal sealed partial class AlterReplicaLogDirsResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<AlterReplicaLogDirTopicResult> Results { get; set; } = [];

    internal sealed partial class AlterReplicaLogDirTopicResult
    {
        public string TopicName { get; set; } = "";

        public List<AlterReplicaLogDirPartitionResult> Partitions { get; set; } = [];
    }

    internal sealed partial class AlterReplicaLogDirPartitionResult
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }
    }
}
