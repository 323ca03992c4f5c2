using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Removes the access rules that match filters. Key 31, versions 1 to 3, flexible from 2.</summary>
[Request(ApiKey.DeleteAcls, 1, 3, FlexibleFrom = 2)]
internal sealed partial class DeleteAclsRequest
{
    public List<DeleteAclsFilter> Filters { get; set; } = [];

    internal sealed partial class DeleteAclsFilter
    {
        public sbyte ResourceTypeFilter { get; set; }

        public string? ResourceNameFilter { get; set; } = "";

        public sbyte PatternTypeFilter { get; set; } = 3;

        public string? PrincipalFilter { get; set; } = "";

        public string? HostFilter { get; set; } = "";

        public sbyte Operation { get; set; }

        public sbyte PermissionType { get; set; }
    }
}

/// <summary>The answer to <see cref="DeleteAclsRequest"/>.</summary>
[Response(ApiKey.DeleteAcls, 1, 3, FlexibleFrom = 2)]
internal sealed partial class DeleteAclsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo("Filters")]
    public List<DeleteAclsFilterResult> FilterResults { get; set; } = [];

    internal sealed partial class DeleteAclsFilterResult
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";

        public List<DeleteAclsMatchingAcl> MatchingAcls { get; set; } = [];
    }

    internal sealed partial class DeleteAclsMatchingAcl
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";

        public sbyte ResourceType { get; set; }

        public string ResourceName { get; set; } = "";

        public sbyte PatternType { get; set; } = 3;

        public string Principal { get; set; } = "";

        public string Host { get; set; } = "";

        public sbyte Operation { get; set; }

        public sbyte PermissionType { get; set; }
    }
}
