using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Rpc;

/// <summary>The versions of one API that a node serves.</summary>
/// <param name="ApiKey">The API.</param>
/// <param name="Min">The oldest version.</param>
/// <param name="Max">The newest version.</param>
internal readonly record struct ApiVersionRange(ApiKey ApiKey, short Min, short Max)
{
    public bool Contains(short version) => version >= Min && version <= Max;

    /// <summary>The newest version that both sides and the catalog of messages know; false when there is none.</summary>
    public bool TryAgree(short newest, out short version)
    {
        var api = ApiCatalog.Get(ApiKey);
        version = Math.Min(newest, Math.Min(Max, api.MaxStableVersion));
        return version >= Math.Max(Min, api.MinVersion);
    }
}
