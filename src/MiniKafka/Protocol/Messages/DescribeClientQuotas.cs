using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Client quotas that match a filter. Key 48, versions 0 to 1, flexible from 1.</summary>
[Request(ApiKey.DescribeClientQuotas, 0, 1, FlexibleFrom = 1)]
internal sealed partial class DescribeClientQuotasRequest
{
    public List<ComponentData> Components { get; set; } = [];

    public bool Strict { get; set; }

    internal sealed partial class ComponentData
    {
        public string EntityType { get; set; } = "";

        public sbyte MatchType { get; set; }

        public string? Match { get; set; } = "";
    }
}

/// <summary>The answer to <see cref="DescribeClientQuotasRequest"/>.</summary>
[Response(ApiKey.DescribeClientQuotas, 0, 1, FlexibleFrom = 1)]
internal sealed partial class DescribeClientQuotasResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";

    [Refused(null)]
    public List<EntryData>? Entries { get; set; } = [];

    internal sealed partial class EntryData
    {
        public List<EntityData> Entity { get; set; } = [];

        public List<ValueData> Values { get; set; } = [];
    }

    internal sealed partial class EntityData
    {
        public string EntityType { get; set; } = "";

        public string? EntityName { get; set; } = "";
    }

    internal sealed partial class ValueData
    {
        public string Key { get; set; } = "";

        public double Value { get; set; }
    }
}
