using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Adds partitions to topics. Key 37, versions 0 to 3, flexible from 2.</summary>
[Request(ApiKey.CreatePartitions, 0, 3, FlexibleFrom = 2)]
internal sealed partial class CreatePartitionsRequest
{
    public List<CreatePartitionsTopic> Topics { get; set; } = [];

    public int TimeoutMs { get; set; }

    public bool ValidateOnly { get; set; }

    internal sealed partial class CreatePartitionsTopic
    {
        public string Name { get; set; } = "";

        public int Count { get; set; }

        public List<CreatePartitionsAssignment>? Assignments { get; set; } = [];
    }

    internal sealed partial class CreatePartitionsAssignment
    {
        public List<int> BrokerIds { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="CreatePartitionsRequest"/>.</summary>
[Response(ApiKey.CreatePartitions, 0, 3, FlexibleFrom = 2)]
internal sealed partial class CreatePartitionsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo("Topics")]
    public List<CreatePartitionsTopicResult> Results { get; set; } = [];

    internal sealed partial class CreatePartitionsTopicResult
    {
        [Echo]
        public string Name { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }
    }
}
