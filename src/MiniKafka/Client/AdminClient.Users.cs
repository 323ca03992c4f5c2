using System.Security.Cryptography;
using System.Text;
using MiniKafka.Client.Admin;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client;

/// <content>Quotas and passwords of users.</content>
public sealed partial class AdminClient
{
    private const int SaltBytes = 24;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ClientQuotas>> DescribeClientQuotasAsync(IEnumerable<ClientQuotaFilter>? filters = null, bool strict = false, CancellationToken cancellationToken = default)
    {
        var request = new DescribeClientQuotasRequest
        {
            Strict = strict,
            Components =
            [
                .. (filters ?? []).Select(filter => new DescribeClientQuotasRequest.ComponentData
                {
                    EntityType = filter.EntityType,
                    MatchType = (sbyte)filter.Match,
                    Match = filter.Name,
                }),
            ],
        };
        return CallAnyAsync(
            request,
            IReadOnlyList<ClientQuotas> (answer) =>
            {
                ClientErrors.ThrowIfError(answer.ErrorCode, "Describing quotas", answer.ErrorMessage);
                return
                [
                    .. (answer.Entries ?? []).Select(entry => new ClientQuotas(
                        new ClientQuotaEntity(new SortedDictionary<string, string?>(entry.Entity.ToDictionary(part => part.EntityType, part => part.EntityName), StringComparer.Ordinal)),
                        new SortedDictionary<string, double>(entry.Values.ToDictionary(value => value.Key, value => value.Value), StringComparer.Ordinal))),
                ];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task AlterClientQuotasAsync(IEnumerable<ClientQuotaAlteration> alterations, bool validateOnly = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(alterations);
        var request = new AlterClientQuotasRequest
        {
            ValidateOnly = validateOnly,
            Entries =
            [
                .. alterations.Select(alteration => new AlterClientQuotasRequest.EntryData
                {
                    Entity = [.. alteration.Entity.Names.Select(part => new AlterClientQuotasRequest.EntityData { EntityType = part.Key, EntityName = part.Value })],
                    Ops = [.. alteration.Values.Select(value => new AlterClientQuotasRequest.OpData { Key = value.Key, Value = value.Value ?? 0, Remove = value.Value is null })],
                }),
            ],
        };
        return CallAnyAsync(
            request,
            answer =>
            {
                foreach (var entry in answer.Entries)
                {
                    var who = string.Join(", ", entry.Entity.Select(part => $"{part.EntityType} {part.EntityName ?? "(default)"}"));
                    ClientErrors.ThrowIfError(entry.ErrorCode, $"Changing the quotas of {who}", entry.ErrorMessage);
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScramCredentials>> DescribeUserScramCredentialsAsync(IEnumerable<string>? users = null, CancellationToken cancellationToken = default)
    {
        var request = new DescribeUserScramCredentialsRequest
        {
            Users = users?.Select(user => new DescribeUserScramCredentialsRequest.UserName { Name = user }).ToList(),
        };
        return CallAnyAsync(
            request,
            IReadOnlyList<ScramCredentials> (answer) =>
            {
                ClientErrors.ThrowIfError(answer.ErrorCode, "Describing passwords", answer.ErrorMessage);
                return [.. answer.Results.OrderBy(result => result.User, StringComparer.Ordinal).Select(Describe)];
            },
            cancellationToken);

        static ScramCredentials Describe(DescribeUserScramCredentialsResponse.DescribeUserScramCredentialsResult result)
        {
            ClientErrors.ThrowIfError(result.ErrorCode, $"Describing the passwords of {result.User}", result.ErrorMessage);
            return new ScramCredentials(
                result.User,
                new SortedDictionary<ScramMechanism, int>(result.CredentialInfos.ToDictionary(info => (ScramMechanism)info.Mechanism, info => info.Iterations)));
        }
    }

    /// <inheritdoc/>
    public Task AlterUserScramCredentialsAsync(IEnumerable<ScramCredentialAlteration> alterations, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(alterations);
        var turns = alterations
            .GroupBy(alteration => alteration.User, StringComparer.Ordinal)
            .SelectMany(user => user.Index())
            .ToLookup(turn => turn.Index, turn => turn.Item);
        var requests = turns.OrderBy(turn => turn.Key).Select(AlteringOneOfEachUser).ToList();
        return _cluster.InvokeAsync(
            async () =>
            {
                foreach (var request in requests)
                {
                    await CallAnyAsync(request, Check, cancellationToken);
                }
            },
            cancellationToken);

        static void Check(AlterUserScramCredentialsResponse answer)
        {
            foreach (var result in answer.Results)
            {
                ClientErrors.ThrowIfError(result.ErrorCode, $"Changing the passwords of {result.User}", result.ErrorMessage);
            }
        }
    }

    private static AlterUserScramCredentialsRequest AlteringOneOfEachUser(IEnumerable<ScramCredentialAlteration> alterations)
    {
        var request = new AlterUserScramCredentialsRequest();
        foreach (var (user, mechanism, password, iterations) in alterations)
        {
            if (password is null)
            {
                request.Deletions.Add(new AlterUserScramCredentialsRequest.ScramCredentialDeletion { Name = user, Mechanism = (sbyte)mechanism });
                continue;
            }

            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations, nameof(alterations));
            var salt = RandomNumberGenerator.GetBytes(SaltBytes);
            request.Upsertions.Add(new AlterUserScramCredentialsRequest.ScramCredentialUpsertion
            {
                Name = user,
                Mechanism = (sbyte)mechanism,
                Iterations = iterations,
                Salt = salt,
                SaltedPassword = Hash(password, salt, iterations, mechanism),
            });
        }

        return request;
    }

    private static byte[] Hash(string password, byte[] salt, int iterations, ScramMechanism mechanism)
    {
        var (algorithm, length) = mechanism == ScramMechanism.ScramSha256
            ? (HashAlgorithmName.SHA256, SHA256.HashSizeInBytes)
            : (HashAlgorithmName.SHA512, SHA512.HashSizeInBytes);
        return Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, algorithm, length);
    }
}
