using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Sets or removes client quotas. Key 49, versions 0 to 1, flexible from 1.</summary>
[Request(ApiKey.AlterClientQuotas, 0, 1, FlexibleFrom = 1)]
internal sealed partial class AlterClientQuotasRequest
{
    public List<EntryData> Entries { get; set; } = [];

    public bool ValidateOnly { get; set; }

    internal sealed partial class EntryData
    {
        public List<EntityData> Entity { get; set; } = [];

        public List<OpData> Ops { get; set; } = [];
    }

    internal sealed partial class EntityData
    {
        public string EntityType { get; set; } = "";

        public string? EntityName { get; set; } = "";
    }

    internal sealed partial class OpData
    {
        public string Key { get; set; } = "";

        public double Value { get; set; }

        public bool Remove { get; set; }
    }
}

/// <summary>The answer to <see cref="AlterClientQuotasRequest"/>.</summary>
[Response(ApiKey.AlterClientQuotas, 0, 1, FlexibleFrom = 1)]
internal sealed partial class AlterClientQuotasResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo]
    public List<EntryData> Entries { get; set; } = [];

    internal sealed partial class EntryData
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";

        [Echo]
        public List<EntityData> Entity { get; set; } = [];
    }

    internal sealed partial class EntityData
    {
        [Echo]
        public string EntityType { get; set; } = "";

        [Echo]
        public string? EntityName { get; set; } = "";
    }
}
