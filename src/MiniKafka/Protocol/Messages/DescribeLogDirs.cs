using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Log directories of a broker, with the size and lag of the replicas in each. Key 35, versions 1 to 5, flexible from 2.</summary>
[Request(ApiKey.DescribeLogDirs, 1, 5, FlexibleFrom = 2)]
internal sealed partial class DescribeLogDirsRequest
{
    public List<DescribableLogDirTopic>? Topics { get; set; } = [];

    internal sealed partial class DescribableLogDirTopic
    {
        public string Topic { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="DescribeLogDirsRequest"/>.</summary>
[Response(ApiKey.DescribeLogDirs, 1, 5, FlexibleFrom = 2)]
internal sealed partial class DescribeLogDirsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Field(Since = 3, Ignorable = true)]
    public ErrorCode ErrorCode { get; set; }

    public List<DescribeLogDirsResult> Results { get; set; } = [];

    internal sealed partial class DescribeLogDirsResult
    {
        public ErrorCode ErrorCode { get; set; }

        public string LogDir { get; set; } = "";

        public List<DescribeLogDirsTopic> Topics { get; set; } = [];

        [Field(Since = 4, Ignorable = true)]
        public long TotalBytes { get; set; } = -1;

        [Field(Since = 4, Ignorable = true)]
        public long UsableBytes { get; set; } = -1;

        [Field(Since = 5, Ignorable = true)]
        public bool IsCordoned { get; set; }
    }

    internal sealed partial class DescribeLogDirsTopic
    {
        public string Name { get; set; } = "";

        public List<DescribeLogDirsPartition> Partitions { get; set; } = [];
    }

    internal sealed partial class DescribeLogDirsPartition
    {
        public int PartitionIndex { get; set; }

        public long PartitionSize { get; set; }

        public long OffsetLag { get; set; }

        public bool IsFutureKey { get; set; }
    }
}
