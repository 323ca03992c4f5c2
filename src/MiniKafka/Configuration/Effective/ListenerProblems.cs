using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration.Effective;

/// <summary>What cannot be meant by the keys about listeners and roles together, or is not served.</summary>
internal static class ListenerProblems
{
    /// <summary>The only security protocol that is served.</summary>
    public const string Plaintext = "PLAINTEXT";

    /// <summary>What is wrong, as a sentence that says what works; null when nothing is.</summary>
    public static string? Find(BrokerConfigLayers layers)
    {
        var settings = new ListenerSettings(layers);
        return OfRoles(layers)
            ?? OfBound(settings)
            ?? settings.Bound.Select(address => OfProtocol(settings, address.Name)).FirstOrDefault(problem => problem is not null)
            ?? OfControllers(settings)
            ?? OfAdvertised(settings)
            ?? OfBetweenBrokers(layers, settings)
            ?? OfVoters(settings);
    }

    /// <summary>What was given counts: a broker without a vote says later that it is no controller.</summary>
    private static string? OfRoles(BrokerConfigLayers layers) =>
        layers.Given.TryGetValue("process.roles", out var given) && ConfigText.SplitList(given).ToList() is [var role]
        ? $"process.roles is '{role}', but every node of a cluster within a process is both: leave the key out or give broker,controller. The first three nodes vote, or those in controller.quorum.voters."
        : null;

    private static string? OfBound(ListenerSettings settings)
    {
        foreach (var (index, address) in settings.Bound.Index())
        {
            foreach (var other in settings.Bound.Take(index))
            {
                if (other.Name == address.Name)
                {
                    return $"listeners has the name {address.Name} twice; each listener must have a name of its own.";
                }

                if (other.Port == address.Port && address.Port != 0 && !AreOfTwoFamilies(other.Host, address.Host))
                {
                    return $"listeners gives {other.Name} and {address.Name} the same port {address.Port}; each listener must have a port of its own.";
                }
            }
        }

        return settings.Bound.Any(address => address.Name == ListenerSettings.Memory)
            ? $"listeners names {ListenerSettings.Memory}, which is the listener within this process; choose another name."
            : null;
    }

    private static string? OfProtocol(ListenerSettings settings, string listener) => settings.ProtocolOf(listener) switch
    {
        Plaintext => null,
        null => $"listener.security.protocol.map names no security protocol for the listener {listener}; add {listener}:{Plaintext}.",
        var protocol => $"The listener {listener} has the security protocol {protocol}, which is not served: whoever connects would be let in without it. "
            + $"{Plaintext} is what works.",
    };

    private static string? OfControllers(ListenerSettings settings)
    {
        var names = settings.Bound.Select(address => address.Name).ToList();
        var unbound = settings.ControllerNames.FirstOrDefault(name => !names.Contains(name));
        return unbound is not null
                ? $"controller.listener.names has {unbound}, for which listeners has no address; add {unbound}://host:port, or leave the key out: controllers reach each other in memory."
            : names.Count > 0 && names.TrueForAll(settings.ControllerNames.Contains)
                ? "Every listener is named in controller.listener.names; at least one must be there for clients, or none at all."
            : null;
    }

    private static string? OfAdvertised(ListenerSettings settings)
    {
        var names = settings.Bound.Select(address => address.Name).ToList();
        if (settings.Advertised.FirstOrDefault(address => !names.Contains(address.Name)) is { } unbound)
        {
            return $"advertised.listeners has {unbound}, but listeners has no {unbound.Name}: it has {(names.Count == 0 ? "nothing" : string.Join(", ", names))}.";
        }

        if (settings.Advertised.GroupBy(address => address.Name).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
        {
            return $"advertised.listeners has the name {twice.Key} twice.";
        }

        var wildcard = settings.Advertised.FirstOrDefault(address => address.IsWildcard)
            ?? settings.Bound.FirstOrDefault(address => address.IsWildcard && !settings.IsForControllers(address) && settings.AdvertisedFor(address) is null);
        return wildcard is null
            ? null
            : $"{wildcard} cannot be advertised: no client can connect to {wildcard.Host}. Give advertised.listeners an address that clients can reach, "
                + "or leave the host in listeners empty to advertise the name of this machine.";
    }

    private static string? OfBetweenBrokers(BrokerConfigLayers layers, ListenerSettings settings)
    {
        if (layers.Given.ContainsKey("inter.broker.listener.name") && layers.Given.ContainsKey("security.inter.broker.protocol"))
        {
            return "Only one of inter.broker.listener.name and security.inter.broker.protocol can be given.";
        }

        var names = settings.Bound.Where(address => !settings.IsForControllers(address)).Select(address => address.Name).Append(ListenerSettings.Memory).ToList();
        return names.Contains(settings.BetweenBrokers)
            ? null
            : $"inter.broker.listener.name is {settings.BetweenBrokers}, but brokers can reach each other at {string.Join(", ", names)} alone.";
    }

    private static string? OfVoters(ListenerSettings settings) => settings.Voters.GroupBy(voter => voter.Id).FirstOrDefault(group => group.Skip(1).Any()) is { } twice
        ? $"controller.quorum.voters has the id {twice.Key} twice."
        : null;

    /// <summary>An IPv4 and an IPv6 address can share a port.</summary>
    private static bool AreOfTwoFamilies(string one, string other) =>
        System.Net.IPAddress.TryParse(one, out var first) && System.Net.IPAddress.TryParse(other, out var second) && first.AddressFamily != second.AddressFamily;
}
