using System.Net;

namespace MiniKafka.Dashboard;

/// <summary>How a dashboard is served. Handed to the callback of whatever starts one.</summary>
public sealed class DashboardOptions
{
    /// <summary>The port to listen on; 0 takes a free one. Without meaning where an application maps the dashboard into its own addresses.</summary>
    public int Port { get; set; }

    /// <summary>The address to listen on, loopback by default. Without meaning where an application maps the dashboard into its own addresses.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>
    /// What a visitor has to know. Null, the default, lets everybody in who gets as far, and lets only those change something who sit at this machine.
    /// With a password whoever knows it may change everything, wherever he sits.
    /// </summary>
    public string? Password { get; set; }

    /// <summary>
    /// Names under which the dashboard may be asked for, beside <c>localhost</c> and the addresses it listens on: a browser that was led here under
    /// any other name is refused. A name stands without port, as in <c>kafka.example.com</c>.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>The time, which tests say.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>How often the cluster is looked at for those who watch; tests are in a hurry.</summary>
    internal TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(1);
}
