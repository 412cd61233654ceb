//! Bad networks: connections that die without a word, addresses that do not answer, lookups and proxies that hang.
#![cfg(unix)]

mod support;

use support::{Program, cases};

cases!(connections = Program::c("connections").without_runner();
    silent_idle_connections_cost_one_timeout,
    a_timeout_on_a_new_connection_keeps_the_idle_ones,
    a_reset_closes_idle_connections,
    a_request_in_flight_survives_a_reset,
    a_proxy_that_hangs_is_named,
    a_proxy_that_does_not_answer_is_named,
    a_dead_first_address_costs_a_fraction_of_a_second_once,
    one_address_is_not_probed,
    a_request_can_be_cancelled_during_the_probe,
    a_hung_lookup_does_not_hold_up_its_host,
    a_timeout_says_that_the_lookup_took_the_time,
    the_lookups_of_a_host_are_bounded,
);
