using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>An access rule. Type 18, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 18, 0, 0, FlexibleFrom = 0)]
internal sealed partial class AccessControlEntryRecord
{
    public Uuid Id { get; set; }

    public sbyte ResourceType { get; set; }

    public string ResourceName { get; set; } = "";

    public sbyte PatternType { get; set; }

    public string Principal { get; set; } = "";

    public string Host { get; set; } = "";

    public sbyte Operation { get; set; }

    public sbyte PermissionType { get; set; }
}

/// <summary>An access rule is removed. Type 19, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 19, 0, 0, FlexibleFrom = 0)]
internal sealed partial class RemoveAccessControlEntryRecord
{
    public Uuid Id { get; set; }
}

/// <summary>A user's SCRAM credential. Type 11, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 11, 0, 0, FlexibleFrom = 0)]
internal sealed partial class UserScramCredentialRecord
{
    public string Name { get; set; } = "";

    public sbyte Mechanism { get; set; }

    public byte[] Salt { get; set; } = [];

    public byte[] StoredKey { get; set; } = [];

    public byte[] ServerKey { get; set; } = [];

    public int Iterations { get; set; }
}

/// <summary>A user's SCRAM credential is removed. Type 22, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 22, 0, 0, FlexibleFrom = 0)]
internal sealed partial class RemoveUserScramCredentialRecord
{
    public string Name { get; set; } = "";

    public sbyte Mechanism { get; set; }
}

/// <summary>A delegation token. Type 10, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 10, 0, 0, FlexibleFrom = 0)]
internal sealed partial class DelegationTokenRecord
{
    public string Owner { get; set; } = "";

    public string Requester { get; set; } = "";

    public List<string> Renewers { get; set; } = [];

    public long IssueTimestamp { get; set; }

    public long MaxTimestamp { get; set; }

    public long ExpirationTimestamp { get; set; }

    public string TokenId { get; set; } = "";
}

/// <summary>A delegation token is removed. Type 26, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 26, 0, 0, FlexibleFrom = 0)]
internal sealed partial class RemoveDelegationTokenRecord
{
    public string TokenId { get; set; } = "";
}
