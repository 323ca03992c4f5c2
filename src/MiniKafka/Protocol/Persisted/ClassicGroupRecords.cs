using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>A classic group: generation, protocol and members. The key; type 2.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 2, 0, 0)]
internal sealed partial class GroupMetadataKey
{
    public string Group { get; set; } = "";
}

/// <summary>A classic group: generation, protocol and members. The value; type 2, versions 0 to 4, flexible from 4.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 2, 0, 4, FlexibleFrom = 4)]
internal sealed partial class GroupMetadataValue
{
    public string ProtocolType { get; set; } = "";

    public int Generation { get; set; }

    public string? Protocol { get; set; } = "";

    public string? Leader { get; set; } = "";

    [Field(Since = 2, Ignorable = true)]
    public long CurrentStateTimestamp { get; set; } = -1;

    public List<MemberMetadata> Members { get; set; } = [];

    internal sealed partial class MemberMetadata
    {
        public string MemberId { get; set; } = "";

        [Field(Since = 3, Ignorable = true)]
        public string? GroupInstanceId { get; set; }

        public string ClientId { get; set; } = "";

        public string ClientHost { get; set; } = "";

        [Field(Since = 1, Ignorable = true)]
        public int RebalanceTimeout { get; set; } = -1;

        public int SessionTimeout { get; set; }

        public byte[] Subscription { get; set; } = [];

        public byte[] Assignment { get; set; } = [];
    }
}
