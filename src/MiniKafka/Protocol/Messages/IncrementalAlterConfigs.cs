using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Sets, deletes, appends to or subtracts from single configuration keys. Key 44, versions 0 to 1, flexible from 1.</summary>
[Request(ApiKey.IncrementalAlterConfigs, 0, 1, FlexibleFrom = 1)]
internal sealed partial class IncrementalAlterConfigsRequest
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

        public sbyte ConfigOperation { get; set; }

        public string? Value { get; set; } = "";
    }
}

/// <summary>The answer to <see cref="IncrementalAlterConfigsRequest"/>.</summary>
[Response(ApiKey.IncrementalAlterConfigs, 0, 1, FlexibleFrom = 1)]
internal sealed partial class IncrementalAlterConfigsResponse
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
