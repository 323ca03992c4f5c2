using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Deletes the start offsets of a share group. Key 92, version 0, flexible from 0.</summary>
[Request(ApiKey.DeleteShareGroupOffsets, 0, 0, FlexibleFrom = 0)]
internal sealed partial class DeleteShareGroupOffsetsRequest
{
    public string GroupId { get; set; } = "";

    public List<DeleteShareGroupOffsetsRequestTopic> Topics { get; set; } = [];

    internal sealed partial class DeleteShareGroupOffsetsRequestTopic
    {
        public string TopicName { get; set; } = "";
    }
}

/// <summary>The answer to <see cref="DeleteShareGroupOffsetsRequest"/>.</summary>
[Response(ApiKey.DeleteShareGroupOffsets, 0, 0, FlexibleFrom = 0)]
internal sealed partial class DeleteShareGroupOffsetsResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public List<DeleteShareGroupOffsetsResponseTopic> Responses { get; set; } = [];

    internal sealed partial class DeleteShareGroupOffsetsResponseTopic
    {
        public string TopicName { get; set; } = "";

        public Uuid TopicId { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }
    }
}
