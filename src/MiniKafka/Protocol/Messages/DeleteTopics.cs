using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Deletes topics by name or id. Key 20, versions 1 to 6, flexible from 4.</summary>
[Request(ApiKey.DeleteTopics, 1, 6, FlexibleFrom = 4)]
internal sealed partial class DeleteTopicsRequest
{
    [Field(Since = 6)]
    public List<DeleteTopicState> Topics { get; set; } = [];

    [Field(Until = 5, Ignorable = true)]
    public List<string> TopicNames { get; set; } = [];

    public int TimeoutMs { get; set; }

    internal sealed partial class DeleteTopicState
    {
        public string? Name { get; set; }

        public Uuid TopicId { get; set; }
    }
}

/// <summary>The answer to <see cref="DeleteTopicsRequest"/>.</summary>
[Response(ApiKey.DeleteTopics, 1, 6, FlexibleFrom = 4)]
internal sealed partial class DeleteTopicsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo("TopicNames")]
    [Echo("Topics")]
    public List<DeletableTopicResult> Responses { get; set; } = [];

    internal sealed partial class DeletableTopicResult
    {
        [Field(NullableSince = 6)]
        [Echo]
        public string? Name { get; set; } = "";

        [Field(Since = 6, Ignorable = true)]
        [Echo]
        public Uuid TopicId { get; set; }

        public ErrorCode ErrorCode { get; set; }

        [Field(Since = 5, Ignorable = true)]
        public string? ErrorMessage { get; set; }
    }
}
