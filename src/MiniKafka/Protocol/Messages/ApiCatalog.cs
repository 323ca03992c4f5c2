using System.Diagnostics.CodeAnalysis;

namespace MiniKafka.Protocol.Messages;

/// <summary>
/// Every API, derived from the message definitions by the source generator. What a broker offers, how it dispatches and
/// what the tests walk through come from here.
/// </summary>
internal static partial class ApiCatalog
{
    private static readonly Api[] Apis = CreateApis();
    private static readonly Api?[] ByKey = Index(Apis);

    /// <summary>All APIs, by key.</summary>
    public static IReadOnlyList<Api> All => Apis;

    public static Api Get(ApiKey key) => TryGet((short)key, out var api)
        ? api
        : throw new ArgumentOutOfRangeException(nameof(key), key, "No such API.");

    public static bool TryGet(short key, [NotNullWhen(true)] out Api? api)
    {
        api = key >= 0 && key < ByKey.Length ? ByKey[key] : null;
        return api is not null;
    }

    private static Api?[] Index(Api[] apis)
    {
        var index = new Api?[apis.Max(api => (int)api.Key) + 1];
        foreach (var api in apis)
        {
            index[(int)api.Key] = api;
        }

        return index;
    }
}
