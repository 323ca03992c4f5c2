using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Configuration keys of topics, brokers and other resources, with source and synonyms. Key 32, versions 1 to 4, flexible from 4.</summary>
[Request(ApiKey.DescribeConfigs, 1, 4, FlexibleFrom = 4)]
internal sealed partial class DescribeConfigsRequest
{
    public List<DescribeConfigsResource> Resources { get; set; } = [];

    public bool IncludeSynonyms { get; set; }

    [Field(Since = 3)]
    public bool IncludeDocumentation { get; set; }

    internal sealed partial class DescribeConfigsResource
    {
        public sbyte ResourceType { get; set; }

        public string ResourceName { get; set; } = "";

        public List<string>? ConfigurationKeys { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="DescribeConfigsRequest"/>.</summary>
[Response(ApiKey.DescribeConfigs, 1, 4, FlexibleFrom = 4)]
internal sealed partial class DescribeConfigsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo("Resources")]
    public List<DescribeConfigsResult> Results { get; set; } = [];

    internal sealed partial class DescribeConfigsResult
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";

        [Echo]
        public sbyte ResourceType { get; set; }

        [Echo]
        public string ResourceName { get; set; } = "";

        public List<DescribeConfigsResourceResult> Configs { get; set; } = [];
    }

    internal sealed partial class DescribeConfigsResourceResult
    {
        public string Name { get; set; } = "";

        public string? Value { get; set; } = "";

        public bool ReadOnly { get; set; }

        public sbyte ConfigSource { get; set; } = -1;

        public bool IsSensitive { get; set; }

        public List<DescribeConfigsSynonym> Synonyms { get; set; } = [];

        [Field(Since = 3, Ignorable = true)]
        public sbyte ConfigType { get; set; }

        [Field(Since = 3, Ignorable = true)]
        public string? Documentation { get; set; } = "";
    }

    internal sealed partial class DescribeConfigsSynonym
    {
        public string Name { get; set; } = "";

        public string? Value { get; set; } = "";

        public sbyte Source { get; set; }
    }
}
