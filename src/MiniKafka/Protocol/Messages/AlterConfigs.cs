using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Replaces the whole dynamic configuration of a resource. Key 33, versions 0 to 2, flexible from 2.</summary>
[Request(ApiKey.AlterConfigs, 0, 2, FlexibleFrom = 2)]
internal sealed partial class AlterConfigsRequest
{
    public List<AlterConfigsResource> Resources { get; set; } = [];

    public bool ValidateOnly { get; set; }

    internal sealed partial class AlterConfigsResource
    {
        public sbyte ResourceType { get; set; }

        public string ResourceName { get; set; } = "";

        public List<AlterableConfig> Configs { get; set; } = [];
    }

    internal sealed partial class AlterableConfig
    {
        public string Name { get; set; } = "";

        public string? Value { get; set; } = "";
    }
}

/// <summary>The answer to <see cref="AlterConfigsRequest"/>.</summary>
[Response(ApiKey.AlterConfigs, 0, 2, FlexibleFrom = 2)]
internal sealed partial class AlterConfigsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo("Resources")]
    public List<AlterConfigsResourceResponse> Responses { get; set; } = [];

    internal sealed partial class AlterConfigsResourceResponse
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";

        [Echo]
        public sbyte ResourceType { get; set; }

        [Echo]
        public string ResourceName { get; set; } = "";
    }
}
