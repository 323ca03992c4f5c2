using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Adds access rules. Key 30, versions 1 to 3, flexible from 2.</summary>
[Request(ApiKey.CreateAcls, 1, 3, FlexibleFrom = 2)]
internal sealed partial class CreateAclsRequest
{
    public List<AclCreation> Creations { get; set; } = [];

    internal sealed partial class AclCreation
    {
        public sbyte ResourceType { get; set; }

        public string ResourceName { get; set; } = "";

        public sbyte ResourcePatternType { get; set; } = 3;

        public string Principal { get; set; } = "";

        public string Host { get; set; } = "";

        public sbyte Operation { get; set; }

        public sbyte PermissionType { get; set; }
    }
}

/// <summary>The answer to <see cref="CreateAclsRequest"/>.</summary>
[Response(ApiKey.CreateAcls, 1, 3, FlexibleFrom = 2)]
internal sealed partial class CreateAclsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo("Creations")]
    public List<AclCreationResult> Results { get; set; } = [];

    internal sealed partial class AclCreationResult
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";
    }
}
