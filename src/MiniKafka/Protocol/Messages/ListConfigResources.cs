using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>The names of resources that can carry configuration. Key 74, versions 0 to 1, flexible from 0.</summary>
[Request(ApiKey.ListConfigResources, 0, 1, FlexibleFrom = 0)]
internal sealed partial class ListConfigResourcesRequest
{
    [Field(Since = 1)]
    public List<sbyte> ResourceTypes { get; set; } = [];
}

/// <summary>The answer to <see cref="ListConfigResourcesRequest"/>.</summary>
[Response(ApiKey.ListConfigResources, 0, 1, FlexibleFrom = 0)]
internal sealed partial class ListConfigResourcesResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public List<ConfigResource> ConfigResources { get; set; } = [];

    internal sealed partial class ConfigResource
    {
        public string ResourceName { get; set; } = "";

        [Field(Since = 1, Ignorable = true)]
        public sbyte ResourceType { get; set; } = 16;
    }
}
