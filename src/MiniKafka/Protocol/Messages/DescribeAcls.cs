using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Access rules that match a filter. Key 29, versions 1 to 3, flexible from 2.</summary>
[Request(ApiKey.DescribeAcls, 1, 3, FlexibleFrom = 2)]
internal sealed partial class DescribeAclsRequest
{
    public sbyte ResourceTypeFilter { get; set; }

    public string? ResourceNameFilter { get; set; } = "";

    public sbyte PatternTypeFilter { get; set; } = 3;

    public string? PrincipalFilter { get; set; } = "";

    public string? HostFilter { get; set; } = "";

    public sbyte Operation { get; set; }

    public sbyte PermissionType { get; set; }
}

/// <summary>The answer to <see cref="DescribeAclsRequest"/>.</summary>
[Response(ApiKey.DescribeAcls, 1, 3, FlexibleFrom = 2)]
internal sealed partial class DescribeAclsResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";

    public List<DescribeAclsResource> Resources { get; set; } = [];

    internal sealed partial class DescribeAclsResource
    {
        public sbyte ResourceType { get; set; }

        public string ResourceName { get; set; } = "";

        public sbyte PatternType { get; set; } = 3;

        public List<AclDescription> Acls { get; set; } = [];
    }

    internal sealed partial class AclDescription
    {
        public string Principal { get; set; } = "";

        public string Host { get; set; } = "";

        public sbyte Operation { get; set; }

        public sbyte PermissionType { get; set; }
    }
}
